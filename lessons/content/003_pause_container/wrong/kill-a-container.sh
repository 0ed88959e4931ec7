# check: kill/changed event-missing
! text share 1
! until 60 kubectl get pod pair | grep -q 2/2
kubectl exec pair -c first -- kill 1
! wait 20
