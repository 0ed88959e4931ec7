! text order
! answer same/predict 2
! text same
! wait 5
! text dns
