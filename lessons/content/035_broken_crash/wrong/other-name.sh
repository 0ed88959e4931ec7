# check: mend/available field-differs
kubectl set env deployment/worker DB=db
! wait 30
