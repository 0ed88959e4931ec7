! text share 1
! until 60 kubectl get pod pair | grep -q 2/2
! text share 2
! text find
! answer kill/predict 2
! text kill
! wait 10
