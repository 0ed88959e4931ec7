# check: find/sandboxes command-not-run
! text share
kubectl get pods -A
