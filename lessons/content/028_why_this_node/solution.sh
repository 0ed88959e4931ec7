! text requests
! text selector
! answer selector/remove 2
! text taint
! answer apart/predict 2
! text apart
! wait 3
