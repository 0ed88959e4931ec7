kubectl create configmap settings --from-literal=colour=blue --dry-run=client -o yaml | kubectl apply -f -
! wait 40
