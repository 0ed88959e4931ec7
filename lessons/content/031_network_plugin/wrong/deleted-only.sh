# check: new/reborn object-missing
kubectl delete pod right
! wait 3
