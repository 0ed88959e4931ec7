# check: mend/answers service-not-asked
kubectl patch service {{app}} --type=json -p '[{"op":"replace","path":"/spec/ports/0/port","value":8080}]'
! wait 2
kubectl exec tools -- wget -qO- -T 3 {{app}}:8080
