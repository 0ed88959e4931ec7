! answer press/predict 2
! text press
! text shut 1
! text shut 2
! answer keep/why 1
! text keep
! wait 5
