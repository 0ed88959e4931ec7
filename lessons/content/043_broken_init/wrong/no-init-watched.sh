# watch: mend/hurry
kubectl patch deployment {{app}} --type=json -p '[{"op":"remove","path":"/spec/template/spec/initContainers"}]'
! wait 5
