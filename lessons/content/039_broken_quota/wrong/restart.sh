# check: mend/ready too-few-pods
kubectl delete pods -l app=shop --now
! wait 20
