kubectl patch service {{app}} --type=json -p '[{"op":"replace","path":"/spec/selector","value":{"app":"{{app}}"}}]'
! wait 2
kubectl exec tools -- wget -qO- -T 3 {{app}}
! wait 2
