kubectl label pod tools role=client --overwrite
! wait 2
kubectl exec tools -- wget -qO- -T 3 shop
! wait 2
