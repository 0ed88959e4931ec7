# check: mend/available field-differs
kubectl set env deployment/{{app}} DB=db
! wait 30
