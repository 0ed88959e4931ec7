kubectl patch service shop --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":80}]'
! wait 2
kubectl exec tools -- wget -qO- -T 3 shop
! wait 2
