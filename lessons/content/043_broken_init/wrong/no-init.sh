# check: mend/ready field-differs
kubectl patch deployment {{app}} --type=json -p '[{"op":"remove","path":"/spec/template/spec/initContainers"}]'
! wait 25
