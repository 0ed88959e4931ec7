kubectl patch deployment shop --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/readinessProbe/httpGet/path","value":"/"}]'
! wait 25
kubectl exec tools -- wget -qO- -T 3 shop
! wait 2
