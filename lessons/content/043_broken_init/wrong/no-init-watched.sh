# watch: mend/hurry
kubectl patch deployment shop --type=json -p '[{"op":"remove","path":"/spec/template/spec/initContainers"}]'
! wait 5
