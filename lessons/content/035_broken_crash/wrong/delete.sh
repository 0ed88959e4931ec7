# check: mend/available field-differs
kubectl delete pods -l app=worker --now
! wait 30
