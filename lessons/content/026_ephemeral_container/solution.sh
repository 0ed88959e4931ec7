! text bare
! text debug
! answer debug/restart 2
! text stays
! wait 3
