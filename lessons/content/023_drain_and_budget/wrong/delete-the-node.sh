# check: drain/moved command-not-run
! text budget
kubectl cordon k8snode1
kubectl delete pods -l app=web --now
! wait 15
