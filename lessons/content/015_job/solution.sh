! text count
! answer fail/predict 2
! text fail
! wait 10
