# check: taint/guest placed-elsewhere
kubectl run guest --image=nginx
! wait 5
