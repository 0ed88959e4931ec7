kubectl patch configmap settings -p '{"data":{"colour":"blue"}}'
! wait 40
