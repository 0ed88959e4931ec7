! text blind
! answer blind/why 2
! text scale
! wait 20
