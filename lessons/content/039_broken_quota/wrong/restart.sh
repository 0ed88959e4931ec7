# check: mend/ready too-few-pods
kubectl delete pods -l app={{app}} --now
! wait 20
