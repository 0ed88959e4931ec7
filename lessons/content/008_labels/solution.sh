! text query
! answer leave/predict 2
! text leave
! text back
! wait 5
