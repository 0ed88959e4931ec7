# check: debug/added field-differs
! text bare
kubectl run tools --image=busybox -- sleep 3600
! wait 8
kubectl exec tools -- ps
