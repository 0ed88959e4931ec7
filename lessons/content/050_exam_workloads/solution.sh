kubectl create deployment {{app}} --image=nginx:1.26 --replicas={{replicas}}
kubectl rollout status deployment/{{app}}
kubectl set image deployment/{{app}} nginx=nginx:1.27
kubectl rollout status deployment/{{app}}
kubectl expose deployment {{app}} --port=80
! wait 2
kubectl run client --image=busybox --restart=Never -- wget -qO- -T 5 {{app}}
! wait 15
kubectl create configmap {{app}}-settings --from-literal=MODE={{mode}}
kubectl set env deployment/{{app}} --from=configmap/{{app}}-settings
kubectl rollout status deployment/{{app}}
kubectl create job {{app}}-report --image=busybox -- date
! wait 20
! answer job/limit 2
