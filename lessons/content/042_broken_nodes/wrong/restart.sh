# check: mend/ready pod-not-ready
kubectl delete pods -l app={{app}} --now
! wait 10
