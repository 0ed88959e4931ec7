# check: talk/heard not-logged
kubectl run talk --image=nginx
! wait 15
