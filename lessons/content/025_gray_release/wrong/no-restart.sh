# check: more/new field-differs
! text canary
! text tenth
sed -i 's/canary weight=1/canary weight=5/' gate.yaml
kubectl apply -f gate.yaml
! wait 10
