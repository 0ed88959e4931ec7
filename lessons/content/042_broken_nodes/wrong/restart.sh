# check: mend/ready pod-not-ready
kubectl delete pods -l app=shop --now
! wait 10
