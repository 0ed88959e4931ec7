# check: leave/aside object-missing
kubectl delete $(kubectl get pods -l app=shop -o name | head -1)
! wait 10
