kubectl patch deployment {{app}} --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/readinessProbe","value":{"httpGet":{"path":"/","port":80},"periodSeconds":3}}]'
! wait 25
kubectl exec tools -- wget -qO- -T 3 {{app}}
! wait 2
