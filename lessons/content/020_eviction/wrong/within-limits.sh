# check: press/evicted field-differs
kubectl run hungry --image=polinux/stress -- stress --vm 1 --vm-bytes 100M --vm-hang 0
! wait 60
