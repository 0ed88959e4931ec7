# watch: compare/as-phase
! text compare
kubectl get pods --field-selector status.phase=CrashLoopBackOff
