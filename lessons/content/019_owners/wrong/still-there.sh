# check: rid/gone object-still-there
kubectl delete pods -l app=old
! wait 10
