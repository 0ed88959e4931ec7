# check: mend/ready field-differs
kubectl patch deployment shop --type=json -p '[{"op":"remove","path":"/spec/template/spec/initContainers"}]'
! wait 25
