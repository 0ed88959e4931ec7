kubectl patch service {{app}} --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":80}]'
! wait 2
kubectl exec tools -- wget -qO- -T 3 {{app}}
! wait 2
