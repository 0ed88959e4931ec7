! answer default/predict 2
! text default
! text never
! text typo
! wait 10
