! answer ready/predict 2
! text ready
! text live
! text startup
