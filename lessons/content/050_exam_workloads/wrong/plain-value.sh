# check: configure/used field-differs
kubectl create deployment {{app}} --image=nginx:1.26 --replicas={{replicas}}
kubectl set env deployment/{{app}} MODE={{mode}}
! wait 30
