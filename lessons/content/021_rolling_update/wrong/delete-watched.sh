# watch: undo/delete
! text first
! text update
! text stuck
kubectl delete $(kubectl get pods -o name | head -1) --now
