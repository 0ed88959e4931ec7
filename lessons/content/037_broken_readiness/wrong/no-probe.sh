# check: mend/probe field-differs
kubectl patch deployment shop --type=json -p '[{"op":"remove","path":"/spec/template/spec/containers/0/readinessProbe"}]'
! wait 25
kubectl exec tools -- wget -qO- -T 3 shop
! wait 2
