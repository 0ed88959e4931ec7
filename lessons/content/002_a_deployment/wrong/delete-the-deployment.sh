# check: delete/replaced no-replacement
! text create
! until 60 kubectl get deploy nginx-test | grep -q 2/2
kubectl delete deployment nginx-test
! wait 10
