# watch: again/old-name
! text create
! until 60 kubectl get deploy nginx-test | grep -q 2/2
pod=$(kubectl get pods -l app=nginx -o name | head -1)
kubectl delete $pod
sleep 10
kubectl logs $pod
