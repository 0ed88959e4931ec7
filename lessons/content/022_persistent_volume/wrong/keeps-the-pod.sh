# check: release/released field-differs
! text claim
! text bind
kubectl delete pvc data --wait=false
! wait 10
