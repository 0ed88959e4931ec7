# check: mend/probe field-differs
kubectl patch deployment {{app}} --type=json -p '[{"op":"remove","path":"/spec/template/spec/containers/0/readinessProbe"}]'
! wait 25
kubectl exec tools -- wget -qO- -T 3 {{app}}
! wait 2
