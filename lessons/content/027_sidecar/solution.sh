! answer start/predict 2
! text start
! text end
! text again
! wait 3
