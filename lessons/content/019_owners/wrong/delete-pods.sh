# watch: rid/pods-first
kubectl delete pods -l app=old
! wait 10
