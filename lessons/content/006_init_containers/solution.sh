! text order
! text stuck
! text help
! until 120 kubectl get pod needy | grep -q 1/1
