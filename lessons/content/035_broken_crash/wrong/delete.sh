# check: mend/available field-differs
kubectl delete pods -l app={{app}} --now
! wait 30
